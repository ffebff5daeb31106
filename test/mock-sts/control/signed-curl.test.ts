/** The corrected request as a command: signed by the twin for the demo client, and with placeholders for others. */
import { execFile, spawnSync } from 'node:child_process'
import { promisify } from 'node:util'
import { startMockSts } from 'helseid-mock'
import { expect, it, onTestFinished } from 'vitest'
import { demoClient } from '../demo/demo-client.ts'

const run = promisify(execFile)

/** A request without credentials, as the twin received it. */
async function refused(clientId: string) {
  const twin = await startMockSts({ port: 0, clients: [demoClient.registration] })
  onTestFinished(() => twin.close())
  const body = new URLSearchParams({ client_id: clientId, grant_type: 'client_credentials', scope: demoClient.scope })
  const before = Math.floor(Date.now() / 1000)
  await fetch(`${twin.issuer('test')}/connect/token`, { method: 'POST', body })
  const address = `${twin.origin}/_mock/requests/${twin.requests[0]?.id}`
  const { corrected } = (await (await fetch(address)).json()) as {
    corrected: {
      curl: string
      canSign: boolean
      assertion: { header: object; claims: Record<string, unknown> }
      proof: { claims: object }
    }
  }
  return { twin, address, corrected, before }
}

it.skipIf(spawnSync('curl', ['--version']).error)(
  'of the demo client is a command that gets a token when a shell runs it',
  async () => {
    const { address, corrected } = await refused(demoClient.clientId)
    expect(corrected.canSign).toBe(true)
    const command = await (await fetch(`${address}/curl`)).text()
    const { stdout } = await run('sh', ['-c', command])
    expect(JSON.parse(stdout)).toMatchObject({ access_token: expect.any(String), token_type: 'DPoP' })
  },
)

it('is not signed for a client whose key the twin does not have', async () => {
  const { address, corrected } = await refused('someone-else')
  expect(corrected.canSign).toBe(false)
  expect((await fetch(`${address}/curl`)).status).toBe(409)
  expect(corrected.curl).toContain('npx helseid token')
})

// RFC 7523 section 2.2, RFC 9449 section 5.
it('of a request without assertion and proof has both, with times that are valid now', async () => {
  const { twin, corrected, before } = await refused('someone-else')
  const { assertion, proof, curl } = corrected
  expect(curl).toContain('client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer')
  expect(curl).toContain('--data-urlencode "client_assertion=$CLIENT_ASSERTION"')
  expect(curl).toContain('-H "DPoP: $DPOP_PROOF"')
  expect(assertion.claims).toMatchObject({ iss: 'someone-else', sub: 'someone-else', aud: twin.issuer('test') })
  const { iat, exp, jti } = assertion.claims
  expect(Number(iat)).toBeGreaterThanOrEqual(before)
  expect(Number(exp) - Number(iat)).toBe(10)
  expect(jti).toEqual(expect.any(String))
  expect(proof.claims).toMatchObject({ htm: 'POST', htu: `${twin.issuer('test')}/connect/token`, iat })
})
