/** The example of mock-sts/README.md: a twin for one test, on a free port. */
import { type ClientRegistration, startMockSts, type Verdict } from 'helseid-mock'

/** Lets your client request a token, and returns the verdict on its request. */
export async function verdictOn(
  registration: ClientRegistration,
  requestToken: (issuer: string) => Promise<unknown>,
): Promise<Verdict | undefined> {
  await using sts = await startMockSts({ port: 0, clients: [registration] })
  await requestToken(sts.issuer('test'))
  return sts.requests.at(-1)?.verdict
}
