/** Confirms or declines a client draft. */
import { type StsName, stsNames } from 'helseid-contract'
import { DraftClosed, type DraftDecision, decided, draftState } from '../clients/client-draft.ts'
import type { Context } from './context.ts'

/**
 * Decides about the draft at `sts`, or at every STS where it awaits a decision.
 * @throws {DraftClosed} if there is no draft that awaits a decision; of two concurrent decisions, the second throws
 */
export async function decideDraft(
  { registrations, stses, clock }: Pick<Context, 'registrations' | 'stses' | 'clock'>,
  { clientId, decision, sts }: { readonly clientId: string; readonly decision: DraftDecision; readonly sts?: StsName },
): Promise<void> {
  const stateAt = (name: StsName) => draftState(stses[name].registry.client(clientId)?.registration, clock.now())
  const open = sts === undefined ? stsNames.filter((name) => stateAt(name) === 'awaits a decision') : [sts]
  if (open.length === 0) {
    const closed = stsNames.map(stateAt).find((state) => state !== 'unknown' && state !== 'awaits a decision')
    throw new DraftClosed(clientId, closed ?? 'unknown')
  }
  for (const name of open)
    await registrations.changeClient(name, clientId, (current) => decided(clientId, current, decision, clock.now()))
}
