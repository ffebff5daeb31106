/** What `serve` loads before its first response: nothing that only some twins, or only later requests, need. */
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { expect, it } from 'vitest'

const entryPoint = fileURLToPath(new URL('../../../mock-sts/cli/serve.ts', import.meta.url))

/** Packages that `serve` imports when it is loaded, directly or through other files. */
async function packagesAtStart(): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [entryPoint],
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    conditions: ['helseid-source'],
    outdir: 'unused',
    write: false,
    metafile: true,
    logLevel: 'silent',
  })
  const packages = new Set<string>()
  const seen = new Set<string>()
  const follow = (output: string) => {
    if (seen.has(output)) return
    seen.add(output)
    for (const { path, kind, external } of metafile.outputs[output]?.imports ?? []) {
      if (kind !== 'import-statement') continue
      if (external) packages.add(path)
      else follow(path)
    }
  }
  follow(
    Object.keys(metafile.outputs).find((name) =>
      metafile.outputs[name]?.entryPoint?.endsWith('mock-sts/cli/serve.ts'),
    ) as string,
  )
  return [...packages]
}

it('a start loads Koa, and neither oidc-provider nor what certificates and metrics need', async () => {
  const packages = await packagesAtStart()
  expect(packages).toContain('koa')
  const later = packages.filter((name) =>
    /^(?:oidc-provider|prom-client|hono|reflect-metadata|@peculiar\/.*|ajv.*)$/.test(name),
  )
  expect(later).toEqual([])
})

it('in the image, a first response needs no fetch client, which Node loads with the first Request or Response, and no TLS', async () => {
  const contents = `
    import { once } from 'node:events'
    import { get } from 'node:http'
    import { startTwin } from './start.ts'
    async function main() {
      const twin = await startTwin({ port: 0 })
      const [response] = await once(get(twin.origin + '/test/.well-known/openid-configuration'), 'response')
      for await (const chunk of response) chunk.toString()
      const loaded = process.moduleLoadList.filter((name) => /undici|NativeModule (?:tls|https|http2)$/.test(name))
      console.log(JSON.stringify([response.statusCode, loaded]))
      await twin.close()
    }
    main()`
  const folder = await mkdtemp(join(tmpdir(), 'start-modules-'))
  try {
    const outfile = join(folder, 'start.cjs')
    const resolveDir = fileURLToPath(new URL('../../../mock-sts/twin', import.meta.url))
    // As CommonJS: a module that imports `node:http` reads all of its members, the fetch client among them.
    await build({
      stdin: { contents, resolveDir },
      outfile,
      bundle: true,
      platform: 'node',
      target: 'node22',
      format: 'cjs',
      conditions: ['helseid-source'],
      logLevel: 'silent',
    })
    const { stdout } = await promisify(execFile)(process.execPath, [outfile])
    expect(JSON.parse(stdout)).toEqual([200, []])
  } finally {
    await rm(folder, { recursive: true })
  }
})
