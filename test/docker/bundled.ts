/** The programs of `test/examples/stack`, each bundled to one file that an image with nothing but Node runs. */
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

export const nodeImage = process.env.NODE_IMAGE ?? 'helseid-base:ci'

export async function bundled(name: 'app' | 'api' | 'journal-api' | 'journal-app'): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`../examples/stack/${name}.ts`, import.meta.url))],
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    conditions: ['helseid-source'],
    write: false,
  })
  return outputFiles[0]?.text ?? ''
}
