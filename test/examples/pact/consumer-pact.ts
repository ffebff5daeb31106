/** Records a consumer's pact with an API that accepts HelseID tokens. */
import { MatchersV3, PactV4 } from '@pact-foundation/pact'

const { regex } = MatchersV3
/** Any token and any proof: the verification of the API replaces them. */
const headers = {
  Authorization: regex('^DPoP .+$', 'DPoP e30.e30.AA'),
  DPoP: regex('^.+$', 'e30.e30.AA'),
}

/** `call` is your own client; it sends the request to the given address. */
export async function recordPact(dir: string, call: (address: string) => Promise<Response>): Promise<void> {
  const pact = new PactV4({ consumer: 'ward', provider: 'journal', dir, logLevel: 'error' })
  await pact
    .addInteraction()
    .given('patient 17 has a journal')
    .uponReceiving('a call for the journal of patient 17')
    .withRequest('GET', '/journals/17', (request) => void request.headers(headers))
    .willRespondWith(200)
    .executeTest(async ({ url }) => void (await call(`${url}/journals/17`)))
  await pact
    .addInteraction()
    .given('the token is for another API')
    .uponReceiving('a call with a token for another API')
    .withRequest('GET', '/journals/17', (request) => void request.headers(headers))
    .willRespondWith(401, (response) => {
      const challenge = regex('^DPoP .*error="invalid_token".*$', 'DPoP error="invalid_token", algs="ES256"')
      response.headers({ 'WWW-Authenticate': challenge })
    })
    .executeTest(async ({ url }) => void (await call(`${url}/journals/17`)))
}
