/** Runs the rotation recipe, and kills its own process at the step named in the second argument. */
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

const [options = '', crashAt] = process.argv.slice(2)

function step(name: string): void {
  if (name === crashAt) process.kill(process.pid, 'SIGKILL')
}

const { writeFileSync } = fs
for (const name of ['writeFileSync', 'renameSync', 'fsyncSync'] as const) {
  const original = fs[name] as (...args: unknown[]) => unknown
  Object.assign(fs, {
    [name]: (...args: unknown[]) => {
      step(`before ${name}`)
      if (crashAt === `half of ${name}`) {
        writeFileSync(String(args[0]), '{"kty":', args[2] as object)
        step(crashAt)
      }
      const result = original(...args)
      step(`after ${name}`)
      return result
    },
  })
}
syncBuiltinESMExports()

const { createHelseIdClient } = await import('helseid-client')
const { rotateWhenDue } = await import('../examples/client/rotate-key.ts')
const client = createHelseIdClient({
  ...JSON.parse(options),
  fetch: async (input, init) => {
    const registers = init?.method === 'POST' && String(input).endsWith('/v1/client-secret')
    if (registers) step('before register')
    const response = await fetch(input, init)
    if (registers) step('after register')
    return response
  },
})
const status = await client.keyStatus()
const day = 24 * 60 * 60 * 1000
await rotateWhenDue(
  {
    ...client,
    // The registered key has no expiry; a new one expires in a year.
    keyStatus: async () => ({ expiresAt: Date.now() + day, ...status }),
    rotateKey: (given) => client.rotateKey({ ...given, alg: 'ES256' }),
  },
  JSON.parse(options).key.file,
)
