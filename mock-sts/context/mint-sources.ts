/** Collects what minting needs from an STS, the twin's clock and the scenarios. */
import type { Clock } from '../clock.ts'
import type { MintSources } from '../mint/mint.ts'
import { requireScenario } from '../scenarios/index.ts'
import type { Sts } from '../sts/sts.ts'
import type { TokenDraft } from '../tokens/token-draft.ts'

/** Sources for one token. `issuer` is the STS's issuer as the caller sees it. */
export async function mintSources(
  { keys, registry, newTokenId }: Pick<Sts, 'keys' | 'registry' | 'newTokenId'>,
  issuer: string,
  clock: Clock,
): Promise<MintSources> {
  return {
    issuer,
    registry,
    signingKey: await keys.active(),
    tokenChange,
    now: Math.floor(clock.now() / 1000),
    proofNow: Math.floor(clock.incoming() / 1000),
    jti: newTokenId(),
  }
}

/** The change of a scenario, with default parameters. @throws {TypeError} for an unknown scenario or one that does not change tokens */
function tokenChange(name: string): (draft: TokenDraft) => TokenDraft {
  const { act, parameters = {} } = requireScenario(name)
  if (act.at !== 'access token')
    throw new TypeError(`the scenario "${name}" acts on the ${act.at}, not on the access token`)
  const values = Object.fromEntries(Object.entries(parameters).map(([key, parameter]) => [key, parameter.default]))
  return (draft) => ({ ...draft, ...act.change(draft, values) })
}
