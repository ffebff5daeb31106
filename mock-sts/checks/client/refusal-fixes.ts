/** How to fix what our own API refuses, by the code of its refusal. */
import type { RefusalCode } from 'helseid-client/verifier'

const fixes: Readonly<Partial<Record<RefusalCode, string>>> = {
  'no-token': 'Send Authorization: DPoP <token> with every call',
  'token-expired': 'Ask for a new token when expires_in seconds have passed since the last one was asked for',
  'proof-missing': 'Send a proof in the header DPoP with every call, as to the token endpoint, with ath besides',
  'proof-several': 'Send one header DPoP',
  'proof-malformed': 'Send the proof as it was signed: three parts in base64url, with full stops between them',
  'proof-typ': 'Set typ in the proof’s header to "dpop+jwt"',
  'proof-algorithm': 'Sign the proof with PS256, PS384, PS512, ES256, ES384 or ES512',
  'proof-jwk': 'Set jwk in the proof’s header to the public half of the key that signs it',
  'proof-signature': 'Sign the proof with the private half of the key in its jwk',
  'proof-key': 'Sign with the key of the proof with which the token was asked for: the token is bound to it by cnf.jkt',
  'proof-htm': 'htm is the method of the request, in capitals',
  'proof-htu': 'htu is the address of the request without query and fragment',
  'proof-iat': 'iat is now, in seconds: make a new proof for every request, and check your clock',
  'proof-jti': 'Set jti to a new UUID in every proof',
  'proof-ath': 'ath is the SHA-256 of the access token in base64url, without padding',
  'proof-replayed': 'Make a new proof, with a new jti, for every request',
}

export function refusalFix(code: string): string {
  return fixes[code as RefusalCode] ?? 'Send the token that HelseID has issued, as it is'
}
