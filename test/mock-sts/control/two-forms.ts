/** Members of which the OpenAPI document describes one form, and the twin accepts another: generators differ in what they make of a union. */
export const twoForms: Readonly<Record<string, readonly string[]>> = {
  ClientRegistration: ['sts'],
  ApiRegistration: ['sts'],
  MintOptions: ['audience'],
  ClockMove: ['set', 'freeze'],
  SessionOptions: ['profile', 'metadata'],
  ExplainRequest: ['time'],
}
