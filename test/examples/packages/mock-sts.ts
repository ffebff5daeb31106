/** The example of mock-sts/README.md: a twin for one test, on any free port. */
import { type ClientRegistration, startMockSts, type Verdict } from 'helseid-mock'

/** Lets a client, in whatever way it does that, ask for a token: what was right and wrong with its request. */
export async function verdictOn(
  registration: ClientRegistration,
  askForToken: (issuer: string) => Promise<unknown>,
): Promise<Verdict | undefined> {
  await using sts = await startMockSts({ port: 0, clients: [registration] })
  await askForToken(sts.issuer('test'))
  return sts.requests.at(-1)?.verdict
}
