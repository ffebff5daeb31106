/** Encodes a value as base64url JSON, the form of a part of a compact JWS. https://www.rfc-editor.org/rfc/rfc7515#section-7.1 */
export function base64urlJson(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
