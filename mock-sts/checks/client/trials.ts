/** The trials in the order they are reported: the plain trial, and one for each scenario that a client can encounter. */
import { requireScenario, scenarios } from '../../scenarios/index.ts'
import type { Requirement } from './requirement.ts'
import { apiNonceLoopEnds } from './requirements/api-nonce-loop-ends.ts'
import { boundTokenUnderDpop } from './requirements/bound-token-under-dpop.ts'
import { forbiddenNotRenewed } from './requirements/forbidden-not-renewed.ts'
import { foreignMetadataRefused } from './requirements/foreign-metadata-refused.ts'
import { keyNotPrinted } from './requirements/key-not-printed.ts'
import { metadataKept } from './requirements/metadata-kept.ts'
import { nonceAnswered } from './requirements/nonce-answered.ts'
import { nonceLoopEnds } from './requirements/nonce-loop-ends.ts'
import { refusalNotRetried } from './requirements/refusal-not-retried.ts'
import { refusedTokenRenewedOnce } from './requirements/refused-token-renewed-once.ts'
import { retriesPaced } from './requirements/retries-paced.ts'
import { retryAfterHeeded } from './requirements/retry-after-heeded.ts'
import { rotatedKeysRead } from './requirements/rotated-keys-read.ts'
import { shortTokenKept } from './requirements/short-token-kept.ts'
import { tokenKept } from './requirements/token-kept.ts'
import { tokenOnlyInHeader } from './requirements/token-only-in-header.ts'
import { tokenRenewed } from './requirements/token-renewed.ts'
import { unboundTokenRefused } from './requirements/unbound-token-refused.ts'
import { withheldScopeReported } from './requirements/withheld-scope-reported.ts'
import type { Trial } from './trial.ts'

/** The twin behaves well. If this trial does not succeed, no other can be judged. */
export const plainTrial: Trial = {
  name: 'calls-succeed',
  requires: 'It gets a token, calls the API HELSEID_CALLS times, and exits with 0',
  source: 'docs/checks.md: what check client expects of a client',
  expects: 'all calls',
  calls: 3,
  uses: [],
  looksAt: [nonceAnswered, tokenKept, metadataKept, boundTokenUnderDpop, tokenOnlyInHeader, keyNotPrinted],
  judges: { tokenRequests: true, apiRequests: true },
}

/** The first call takes longer than the one-second lifetime of its token, also when rounded to whole seconds. */
const pastExpiry = [
  { scenario: 'short-lived-token', use: { parameters: { seconds: 1 } } },
  { scenario: 'api-slow-answer', use: { parameters: { seconds: 2.2 }, times: 1 } },
] as const

const ownTrials: readonly Trial[] = [
  {
    ...plainTrial,
    name: 'token-runs-out',
    requires: 'It makes a second call after its first token has expired',
    source: 'RFC 6749 5.1',
    calls: 2,
    uses: pastExpiry,
    looksAt: [tokenRenewed, metadataKept, keyNotPrinted],
    judges: { tokenRequests: true, apiRequests: false },
    slow: true,
  },
  {
    ...plainTrial,
    name: 'keys-change',
    requires: 'It makes a second call after HelseID has changed its signing key',
    source: 'OpenID Connect Core 10.1.1',
    calls: 2,
    uses: pastExpiry,
    looksAt: [rotatedKeysRead, keyNotPrinted],
    judges: { tokenRequests: true, apiRequests: false },
    rotatesKeys: true,
    slow: true,
  },
  {
    ...plainTrial,
    name: 'token-of-a-minute',
    requires: 'It makes two calls with a token that is valid for a minute',
    source: 'tokens of 60 s were seen on the test STS in August 2026',
    calls: 2,
    uses: [{ scenario: 'short-lived-token', use: { parameters: { seconds: 60 } } }],
    looksAt: [shortTokenKept, keyNotPrinted],
  },
]

/** How the trial of a scenario differs from the default in `scenarioTrial`, by the name of the scenario. */
const special: Readonly<Record<string, Partial<Trial>>> = {
  ...each(
    [
      'invalid-client',
      'invalid-scope',
      'unauthorized-client',
      'access-denied',
      'client-key-expired',
      'client-disabled',
    ],
    { looksAt: [refusalNotRetried] },
  ),
  ...each(['endless-nonce-challenge', 'nonce-always-expired', 'nonce-challenge-without-header'], {
    looksAt: [nonceLoopEnds],
  }),
  ...each(['api-endless-nonce-challenge', 'api-nonce-challenge-without-header'], { looksAt: [apiNonceLoopEnds] }),
  ...each(
    ['server-error', 'bad-gateway', 'connection-reset', 'truncated-answer', 'api-server-error', 'api-bad-gateway'],
    {
      looksAt: [retriesPaced],
    },
  ),
  ...each(['api-connection-reset', 'invalid-dpop-proof', 'empty-answer', 'html-answer', 'missing-access-token'], {
    looksAt: [retriesPaced],
  }),
  ...each(['too-many-requests', 'service-unavailable', 'api-too-many-requests', 'api-service-unavailable'], {
    looksAt: [retryAfterHeeded, retriesPaced],
  }),
  ...each(['expired-token', 'token-not-yet-valid', 'api-token-expired', 'api-token-not-yet-valid'], {
    looksAt: [refusedTokenRenewedOnce],
  }),
  ...each(['api-key-unknown', 'api-no-challenge', 'api-ehsec-110002'], {
    looksAt: [refusedTokenRenewedOnce],
  }),
  ...each(['api-proof-refused', 'api-proof-replayed'], { looksAt: [refusedTokenRenewedOnce] }),
  ...each(['api-token-not-seen', 'api-insufficient-scope', 'api-forbidden', 'missing-scope'], {
    looksAt: [forbiddenNotRenewed],
  }),
  // A client cannot tell these apart from others of their kind.
  ...each(['invalid-request', 'invalid-target', 'invalid-grant', 'unsupported-grant-type'], {
    looksAt: [refusalNotRetried],
    onlyIfAll: true,
  }),
  ...each(['api-wrong-audience', 'api-wrong-issuer'], { looksAt: [refusedTokenRenewedOnce], onlyIfAll: true }),
  'api-bearer-only': { looksAt: [boundTokenUnderDpop] },
  'bearer-instead-of-dpop': { looksAt: [unboundTokenRefused] },
  'metadata-wrong-issuer': { looksAt: [foreignMetadataRefused] },
  'rejected-scope': { looksAt: [withheldScopeReported], withheldScope: true, expects: 'an end' },
  // These are not failures, or resolve themselves.
  ...each(['token-type-case', 'nonce-on-other-errors', 'key-rotated', 'key-retired'], { expects: 'all calls' }),
  ...each(['api-nonce-challenge', 'api-nonce-on-success'], {
    expects: 'all calls',
    calls: 2,
    judges: { tokenRequests: true, apiRequests: true },
  }),
  'slow-answer': patient('slow-answer'),
  'api-slow-answer': patient('api-slow-answer'),
  'large-token': {
    expects: 'all calls',
    uses: [{ scenario: 'large-token', use: { parameters: { bytes: 4000 } } }],
  },
  // A client may tolerate these or report them; those about the JWKS concern the API.
  ...each(['expires-in-text', 'missing-expires-in', 'wrong-content-type'], { expects: 'an end' }),
  ...each(['jwks-unreachable', 'jwks-empty', 'jwks-html', 'jwks-slow'], { expects: 'an end', onlyIfAll: true }),
  // What the token says about audience and organisation concerns the API.
  ...each(['several-audiences', 'missing-organization', 'foreign-organization', 'delegation-withdrawn'], {
    expects: 'an end',
    onlyIfAll: true,
  }),
  ...each(['no-answer', 'api-no-answer', 'dribbled-answer'], { slow: true }),
  'short-lived-token': { expects: 'all calls' },
}

/** A client cannot tell these apart: the answer is that of invalid-client, api-token-expired, api-proof-refused or api-server-error. */
const alike = new Set([
  'unauthorized-client',
  'access-denied',
  'client-disabled',
  'client-key-expired',
  'token-not-yet-valid',
  'api-key-unknown',
  'api-proof-replayed',
  'api-bad-gateway',
])

export const trials: readonly Trial[] = [plainTrial, ...ownTrials, ...scenarios.map(({ name }) => scenarioTrial(name))]

function scenarioTrial(name: string): Trial {
  const { goodClient, act, cases = [] } = requireScenario(name)
  const change = special[name] ?? {}
  // A client sees only that the API rejects the token, unless `special` says otherwise.
  const isRejectedToken = act.at === 'access token' && special[name] === undefined
  return {
    name,
    requires: goodClient,
    source: [`scenario ${name}`, ...cases.map((row) => `case ${row}`)].join(', '),
    expects: 'a failure reported',
    calls: 1,
    uses: [{ scenario: name }],
    judges: { tokenRequests: act.at !== 'client' && act.at !== 'clock', apiRequests: false },
    ...((isRejectedToken || alike.has(name)) && { onlyIfAll: true }),
    ...change,
    looksAt: [...(change.looksAt ?? []), keyNotPrinted],
  }
}

function each(names: readonly string[], change: Partial<Trial>): Record<string, Partial<Trial>> {
  return Object.fromEntries(names.map((name) => [name, change]))
}

function patient(scenario: string): Partial<Trial> {
  return { expects: 'all calls', uses: [{ scenario, use: { parameters: { seconds: 1 } } }], slow: true }
}

/** Every requirement that a trial judges, each once, in order. */
export const requirements: readonly Requirement[] = [...new Set(trials.flatMap(({ looksAt }) => looksAt))]
