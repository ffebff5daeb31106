/** How binding the trial of each scenario is: its level and the documents that say so, by the name of the scenario. */
import { type Binding, must, should } from './binding.ts'

export const trialBindings: Readonly<Record<string, Binding>> = {
  // The token endpoint refuses: there is no token, so the call cannot succeed.
  ...each(
    [
      ...['invalid-request', 'invalid-client', 'invalid-grant', 'unauthorized-client', 'unsupported-grant-type'],
      ...['invalid-scope', 'access-denied', 'client-key-expired', 'client-disabled', 'terms-not-accepted'],
    ],
    must('RFC 6749 5.2'),
  ),
  'invalid-target': must('RFC 8707 2; RFC 6749 5.2'),
  'invalid-dpop-proof': must('RFC 9449 5; RFC 6749 5.2'),
  'delegation-withdrawn': must('RFC 6749 5.2'),
  ...each(['server-clock-ahead', 'server-clock-behind'], must('RFC 7523 3; RFC 6749 5.2; UP:funksjonelle_krav (FK4)')),
  ...each(['endless-nonce-challenge', 'nonce-always-expired', 'nonce-challenge-without-header'], must('RFC 9449 8')),
  'nonce-on-other-errors': must('RFC 9449 8; RFC 6749 5.2'),

  // The token endpoint or the connection to it fails.
  'too-many-requests': must('RFC 6585 4'),
  'service-unavailable': must('RFC 9110 15.6.4, 10.2.3'),
  'server-error': must('RFC 9110 15.6.1'),
  'bad-gateway': must('RFC 9110 15.6.3'),
  'connection-reset': must('RFC 9112 8'),
  'truncated-answer': must('RFC 9112 8'),
  'no-answer': must('CWE-1088'),
  'dribbled-answer': should(
    'scenario dribbled-answer',
    'no document limits the time of a whole answer, and most platforms limit only the time between two bytes',
  ),
  'slow-answer': should('scenario slow-answer', 'no document says how long a client waits'),

  // The token endpoint answers, and the answer is not a token response, or is an unusual one.
  ...each(['empty-answer', 'html-answer', 'missing-access-token'], must('RFC 6749 5.1')),
  ...each(['wrong-content-type', 'missing-expires-in', 'expires-in-text'], must('RFC 6749 5.1')),
  'token-type-case': must('RFC 6749 5.1'),
  'rejected-scope': must('RFC 6749 5.1'),
  'large-token': should('RFC 6749 5.1', 'RFC 6749 5.1: it leaves the size of a token undefined'),
  'short-lived-token': must('RFC 6749 5.1'),
  'bearer-instead-of-dpop': must('RFC 9449 5'),

  // The API refuses the token.
  ...each(['expired-token', 'token-not-yet-valid', 'missing-scope'], must('RFC 6750 3.1')),
  ...each(
    [
      ...['wrong-issuer', 'another-environments-issuer', 'wrong-audience', 'missing-audience', 'several-audiences'],
      ...['missing-binding', 'foreign-binding', 'missing-organization', 'foreign-organization', 'bad-signature'],
      ...['unknown-key', 'unknown-kid', 'alg-none', 'hs256-confusion', 'wrong-typ'],
    ],
    must('RFC 6750 3.1; RFC 9110 15.5.2'),
  ),
  ...each(
    [
      ...['api-token-expired', 'api-token-not-yet-valid', 'api-key-unknown', 'api-wrong-audience', 'api-wrong-issuer'],
      ...['api-insufficient-scope', 'api-token-not-seen'],
    ],
    must('RFC 6750 3.1'),
  ),
  ...each(['api-no-challenge', 'api-ehsec-110002'], must('RFC 9110 15.5.2')),
  ...each(['api-bearer-only', 'api-proof-refused', 'api-proof-replayed'], must('RFC 9449 7.1')),
  'api-forbidden': must('RFC 9110 15.5.4'),
  ...each(['api-endless-nonce-challenge', 'api-nonce-challenge-without-header'], must('RFC 9449 9')),
  'api-nonce-challenge': should(
    'RFC 9449 9',
    'RFC 9449 9: an API may require its own nonce, and no API of NHN is known to do so',
  ),
  'api-nonce-on-success': must('RFC 9449 8.2, 9'),

  // The API or the connection to it fails.
  'api-server-error': must('RFC 9110 15.6.1'),
  'api-bad-gateway': must('RFC 9110 15.6.3'),
  'api-service-unavailable': must('RFC 9110 15.6.4, 10.2.3'),
  'api-too-many-requests': must('RFC 6585 4'),
  'api-connection-reset': must('RFC 9112 8'),
  'api-no-answer': must('CWE-1088'),
  'api-slow-answer': should('scenario api-slow-answer', 'no document says how long a client waits'),

  // Metadata and keys.
  'metadata-down': must('RFC 8414 3.2; RFC 9110 15.6.4'),
  'metadata-wrong-issuer': must('RFC 8414 3.3; OpenID Connect Discovery 4.3'),
  'metadata-without-token-endpoint': must('RFC 8414 2'),
  ...each(['key-rotated', 'key-retired'], must('OpenID Connect Core 10.1.1')),
  ...each(['jwks-unreachable', 'jwks-empty', 'jwks-html', 'jwks-slow'], must('OpenID Connect Core 10.1.1')),
}

function each(names: readonly string[], binding: Binding): Record<string, Binding> {
  return Object.fromEntries(names.map((name) => [name, binding]))
}
