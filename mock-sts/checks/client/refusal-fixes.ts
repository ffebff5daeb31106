/** How to fix what the twin's API refuses, by the code of the refusal. */
import type { RefusalCode } from 'helseid-client/verifier'

const usual = 'Send the token that HelseID issued, unchanged'

const fixes: Readonly<Record<RefusalCode, string>> = {
  'no-token': 'Send Authorization: DPoP <token> with every call',
  'token-expired': 'Request a new token once expires_in seconds have passed since the last token request',
  'proof-missing': 'Send a proof in the DPoP header with every call, as to the token endpoint, and add ath',
  'proof-several': 'Send exactly one DPoP header',
  'proof-malformed': 'Send the proof as a compact JWS: three base64url parts separated by dots',
  'proof-typ': 'Set typ in the header of the proof to "dpop+jwt"',
  'proof-algorithm': 'Sign the proof with PS256, PS384, PS512, ES256, ES384 or ES512',
  'proof-jwk': 'Set jwk in the header of the proof to the public key that verifies its signature',
  'proof-signature': 'Sign the proof with the private key that belongs to its jwk',
  'proof-key': 'Sign the proof with the same key as in the token request: the token is bound to that key by cnf.jkt',
  'proof-htm': 'Set htm to the method of the request, in upper case',
  'proof-htu': 'Set htu to the URL of the request without query and fragment',
  'proof-iat': 'Set iat to the current time in seconds: create a new proof for every request, and check your clock',
  'proof-jti': 'Set jti to a new UUID in every proof',
  'proof-ath': 'Set ath to the SHA-256 of the access token in base64url, without padding',
  'proof-replayed': 'Create a new proof, with a new jti, for every request',
  'wrong-scheme': usual,
  'token-malformed': usual,
  'token-algorithm': usual,
  'token-typ': usual,
  'token-signature': usual,
  'token-key-unknown': usual,
  'token-issuer': usual,
  'token-audience': usual,
  'token-not-yet-valid': usual,
  'token-claim-missing': usual,
  'token-claim-value': usual,
  'token-bound': usual,
  'token-unbound': usual,
  'scope-missing': usual,
  'replay-store-unavailable': usual,
  'keys-unavailable': usual,
}

export const refusalCodes = Object.keys(fixes)

export function refusalFix(code: string): string {
  return fixes[code as RefusalCode] ?? usual
}
