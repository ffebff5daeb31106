/** The life of a client draft: it awaits a decision, and is then confirmed or declined, or expires. */
import type { ClientDraft, ClientRegistration } from './registration.ts'

/** How long a draft awaits a decision, in seconds: thirty days. HelseID's real value is unknown. */
export const draftLifetime = 30 * 24 * 60 * 60

export type DraftState = 'awaits a decision' | 'confirmed' | 'declined' | 'expired' | 'unknown'

export type DraftDecision = NonNullable<ClientDraft['decision']>

/** `now` is in epoch milliseconds. */
export function draftState(registration: ClientRegistration | undefined, now: number): DraftState {
  const { draft } = registration ?? {}
  if (draft === undefined) return 'unknown'
  if (draft.decision !== undefined) return draft.decision
  const until = draftExpiry(draft)
  return until !== undefined && now >= until * 1000 ? 'expired' : 'awaits a decision'
}

/** In epoch seconds; undefined for a draft that does not expire. */
export function draftExpiry({ draftedAt }: ClientDraft): number | undefined {
  return draftedAt === undefined ? undefined : draftedAt + draftLifetime
}

/** A decision came too late, or names no draft. */
export class DraftClosed extends Error {
  override readonly name = 'DraftClosed'
  readonly state: ClosedState

  constructor(clientId: string, state: ClosedState) {
    super(`the draft ${clientId} ${closedStates[state]}`)
    this.state = state
  }
}

type ClosedState = Exclude<DraftState, 'awaits a decision'>

const closedStates: Readonly<Record<ClosedState, string>> = {
  confirmed: 'was confirmed before',
  declined: 'was declined: draft the client again',
  expired: 'has expired: draft the client again',
  unknown: 'does not exist: use the client id that POST /v1/client-drafts returned',
}

/**
 * The registration after the decision; confirmation enables the client. `now` is in epoch milliseconds.
 * @throws {DraftClosed} if there is no draft that awaits a decision
 */
export function decided(
  clientId: string,
  current: ClientRegistration | undefined,
  decision: DraftDecision,
  now: number,
): ClientRegistration {
  const state = draftState(current, now)
  if (state !== 'awaits a decision') throw new DraftClosed(clientId, state)
  const { draft, ...registration } = current as ClientRegistration & { readonly draft: ClientDraft }
  return { ...registration, ...(decision === 'confirmed' && { enabled: true }), draft: { ...draft, decision } }
}
