/** The trials in the order they are reported: the plain trial, and one for each scenario that a client can encounter. */
import { requireScenario, scenarios } from '../../scenarios/index.ts'
import { type Binding, must, should } from './binding.ts'
import type { Requirement } from './requirement.ts'
import { apiNonceKept } from './requirements/api-nonce-kept.ts'
import { apiNonceLoopEnds } from './requirements/api-nonce-loop-ends.ts'
import { boundTokenUnderDpop } from './requirements/bound-token-under-dpop.ts'
import { errorWithNonceReported } from './requirements/error-with-nonce-reported.ts'
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
import { tokenTypeRead } from './requirements/token-type-read.ts'
import { unboundTokenRefused } from './requirements/unbound-token-refused.ts'
import { withheldScopeReported } from './requirements/withheld-scope-reported.ts'
import type { Trial, TrialPlan } from './trial.ts'
import { trialBindings } from './trial-bindings.ts'

/** The twin behaves well. If this trial does not succeed, no other can be judged. */
export const plainTrial: Trial = {
  ...must('docs/checks.md: what check client expects of a client'),
  name: 'calls-succeed',
  requires: 'It gets a token, calls the API HELSEID_CALLS times, and exits with 0',
  expects: 'all calls',
  calls: 3,
  uses: [],
  looksAt: [nonceAnswered, tokenKept, metadataKept, boundTokenUnderDpop, tokenOnlyInHeader, keyNotPrinted],
  judges: { tokenRequests: true, apiRequests: true },
}

/** The first call takes longer than the one-second lifetime of its token, also when rounded to whole seconds. */
const pastExpiry = pastExpiryIn(2.2)

/** Leaves the twin two seconds to change its key during the first call, and is shorter than the usual timeouts of clients. */
const pastKeyChange = pastExpiryIn(3)

function pastExpiryIn(seconds: number): Trial['uses'] {
  return [
    { scenario: 'short-lived-token', use: { parameters: { seconds: 1 } } },
    { scenario: 'api-slow-answer', use: { parameters: { seconds }, times: 1 } },
  ]
}

const ownTrials: readonly Trial[] = [
  {
    ...plainTrial,
    ...must('RFC 6749 5.1'),
    name: 'token-runs-out',
    requires: 'It makes a second call after its first token has expired',
    calls: 2,
    uses: pastExpiry,
    looksAt: [tokenRenewed, metadataKept, keyNotPrinted],
    judges: { tokenRequests: true, apiRequests: false },
    slow: true,
  },
  {
    ...plainTrial,
    ...must('OpenID Connect Core 10.1.1'),
    ...keyChange('keep'),
    name: 'keys-change',
    requires: 'It makes a second call after HelseID has changed its signing key',
    looksAt: [rotatedKeysRead, keyNotPrinted],
  },
  {
    ...plainTrial,
    ...must('RFC 6749 5.1; tokens of 60 s were seen on the test STS in August 2026'),
    name: 'token-of-a-minute',
    requires: 'It makes two calls with a token that is valid for a minute',
    calls: 2,
    uses: [{ scenario: 'short-lived-token', use: { parameters: { seconds: 60 } } }],
    looksAt: [shortTokenKept, keyNotPrinted],
  },
  {
    ...plainTrial,
    ...should('RFC 9449 4.2', 'HelseID.Library refuses an API address with a query'),
    name: 'address-with-query',
    requires: 'It calls an API whose address has a query, and leaves the query out of htu',
    calls: 1,
    looksAt: [keyNotPrinted],
    apiQuery: '?page=1',
  },
]

const metadataUnread = 'The client does not read the metadata: see metadata-kept.'

/** How the trial of a scenario differs from the default in `scenarioTrial`, by the name of the scenario. */
const special: Readonly<Record<string, Partial<TrialPlan>>> = {
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
  'bearer-instead-of-dpop': { looksAt: [unboundTokenRefused, tokenTypeRead] },
  // A client may have a fixed token endpoint: metadata-kept only warns.
  'metadata-wrong-issuer': { looksAt: [foreignMetadataRefused], unseenBecause: metadataUnread },
  ...each(['metadata-down', 'metadata-without-token-endpoint'], { unseenBecause: metadataUnread }),
  'rejected-scope': { looksAt: [withheldScopeReported], secondScope: 'withheld', expects: 'an end' },
  // The twin refuses the scope, and the nonce comes with the error.
  'nonce-on-other-errors': {
    looksAt: [errorWithNonceReported],
    secondScope: 'unknown',
    judges: { tokenRequests: false, apiRequests: false },
  },
  // These are not failures, or resolve themselves.
  'token-type-case': { expects: 'all calls' },
  // The key changes between two calls: a client that sees only the new one notices nothing.
  'key-rotated': { ...keyChange('keep'), onlyIfAll: true },
  'key-retired': keyChange('retire'),
  'api-nonce-challenge': {
    expects: 'all calls',
    calls: 2,
    judges: { tokenRequests: true, apiRequests: true },
  },
  'api-nonce-on-success': {
    looksAt: [apiNonceKept],
    expects: 'all calls',
    calls: 2,
    judges: { tokenRequests: true, apiRequests: true },
  },
  'slow-answer': patient('slow-answer'),
  'api-slow-answer': patient('api-slow-answer'),
  'large-token': {
    expects: 'all calls',
    uses: [{ scenario: 'large-token', use: { parameters: { bytes: 4000 } } }],
  },
  // A client may tolerate these or report them; those about the JWKS concern the API.
  ...each(['expires-in-text', 'missing-expires-in', 'wrong-content-type'], { expects: 'an end' }),
  ...each(['jwks-unreachable', 'jwks-empty', 'jwks-html', 'jwks-slow'], {
    expects: 'an end',
    onlyIfAll: true,
    unseenBecause: 'The client does not read the JWKS: only the API has to verify the token.',
  }),
  // What the token says about audience and organisation concerns the API.
  ...each(['several-audiences', 'foreign-organization'], { expects: 'an end', onlyIfAll: true }),
  'missing-organization': { expects: 'an end', onlyIfAll: true, onlyFor: 'single-tenant' },
  'delegation-withdrawn': {
    expects: 'an end',
    onlyIfAll: true,
    onlyFor: 'multi-tenant',
    unseenBecause: 'The client names no organisation.',
  },
  ...each(['no-answer', 'api-no-answer', 'dribbled-answer'], { slow: true, hangs: true }),
  'short-lived-token': { expects: 'all calls' },
}

/** A client cannot tell these apart from another trial, such as endless-nonce-challenge, invalid-scope, invalid-client or api-token-expired. */
const alike = new Set([
  'nonce-always-expired',
  'terms-not-accepted',
  'unauthorized-client',
  'access-denied',
  'client-disabled',
  'client-key-expired',
  'token-not-yet-valid',
  'api-key-unknown',
  'api-proof-replayed',
  'api-bad-gateway',
])

/** A client that uses Bearer tokens sends no proof: it sees no nonce, and its tokens are not bound. */
const aboutDpop = new Set([
  ...['address-with-query', 'invalid-dpop-proof', 'endless-nonce-challenge', 'nonce-always-expired'],
  ...['nonce-challenge-without-header', 'nonce-on-other-errors', 'token-type-case', 'bearer-instead-of-dpop'],
  ...['missing-binding', 'foreign-binding', 'api-bearer-only', 'api-proof-refused', 'api-proof-replayed'],
  ...[
    'api-nonce-challenge',
    'api-nonce-challenge-without-header',
    'api-endless-nonce-challenge',
    'api-nonce-on-success',
  ],
])

/** A client that only requests tokens and calls APIs does not call the introspection endpoint. */
const seenByClients = scenarios.filter(({ shows }) => shows !== 'introspection')

export const trials: readonly Trial[] = [
  plainTrial,
  ...ownTrials,
  ...seenByClients.map(({ name }) => scenarioTrial(name)),
]

function scenarioTrial(name: string): Trial {
  const { goodClient, act } = requireScenario(name)
  const binding = trialBindings[name]
  if (binding === undefined)
    throw new TypeError(`add ${name} to trial-bindings.ts: how binding is its trial, and what says so?`)
  const change = special[name] ?? {}
  // A client sees only that the API rejects the token, unless `special` says otherwise.
  const isRejectedToken = act.at === 'access token' && special[name] === undefined
  return withEnd({
    ...binding,
    name,
    reaction: goodClient,
    expects: 'a failure reported',
    calls: 1,
    uses: [{ scenario: name }],
    judges: { tokenRequests: act.at !== 'client' && act.at !== 'clock', apiRequests: false },
    ...((isRejectedToken || alike.has(name)) && { onlyIfAll: true }),
    ...change,
    looksAt: [...(change.looksAt ?? []), keyNotPrinted],
  })
}

/** A row says what is judged: how the client ends. The requirements judge the rest of a good reaction, as far as requests show it. */
function withEnd(trial: Binding & Omit<TrialPlan, 'requires'>): Trial {
  const { expects, calls, looksAt } = trial
  const end = {
    'a failure reported': 'It reports the failure by an exit code other than 0',
    'all calls': `${calls === 1 ? 'Its call succeeds' : `Its ${calls} calls succeed`}, and it exits with 0`,
    'an end': 'It ends by itself, with any exit code',
  }[expects]
  const others = looksAt.filter((requirement) => requirement !== keyNotPrinted).map(({ id }) => id)
  return { ...trial, requires: others.length === 0 ? end : `${end}; see also ${others.join(', ')}` }
}

function each(names: readonly string[], change: Partial<TrialPlan>): Record<string, Partial<TrialPlan>> {
  return Object.fromEntries(names.map((name) => [name, change]))
}

/** HelseID changes its key while the first token is valid, and keeps the former one or retires it. */
function keyChange(former: 'keep' | 'retire'): Partial<TrialPlan> {
  return {
    expects: 'all calls',
    calls: 2,
    uses: pastKeyChange,
    looksAt: [rotatedKeysRead],
    judges: { tokenRequests: true, apiRequests: false },
    rotatesKeys: former,
    slow: true,
  }
}

function patient(scenario: string): Partial<TrialPlan> {
  return { expects: 'all calls', uses: [{ scenario, use: { parameters: { seconds: 3 } } }], slow: true }
}

/** The trials of a client that uses Bearer tokens, each with the requirements that it can meet. */
export const bearerTrials: readonly Trial[] = trials
  .filter(({ name }) => !aboutDpop.has(name))
  .map((trial) => ({ ...trial, looksAt: trial.looksAt.filter(({ needsDpop }) => !needsDpop) }))
  .map((trial) => (trial.reaction === undefined ? trial : withEnd(trial)))

/** Every requirement that a trial judges, each once, in order. */
export const requirements: readonly Requirement[] = [...new Set(trials.flatMap(({ looksAt }) => looksAt))]
