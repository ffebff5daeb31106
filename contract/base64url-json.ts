/** JSON in base64url, as the parts of a compact JWS are. https://www.rfc-editor.org/rfc/rfc7515#section-7.1 */
export function base64urlJson(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
