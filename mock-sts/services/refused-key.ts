/** Says why a service refused the key of its caller. */

/** `whose` is the key that NHN's own service requires. `guarded`: the twin has a control token. */
export function refusedKey(header: string, key: string | undefined, guarded: boolean, whose: string): string {
  const usable = guarded
    ? 'This twin has a control token: send that token, or the key that `helseid-mock service-key` derives from it.'
    : `The twin accepts any value; NHN’s service requires ${whose}.`
  return `The header ${header} ${key ? 'is wrong' : 'is missing'}. ${usable}`
}
