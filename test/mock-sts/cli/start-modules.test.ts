/** What `serve` loads before its first response: nothing that only some twins, or only later requests, need. */
import { fileURLToPath } from 'node:url'
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
