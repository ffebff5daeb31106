/** `npm run docs`: writes what is made from the code: the pages of the rules and the scenarios, and the JSON Schema of the configuration. */
import { writeFileSync } from 'node:fs'
import { generated } from './pages.ts'
import { staleVectors, vectorFiles, vectorsJson } from './vectors.ts'

// Signatures differ from run to run: vectors are written anew only when they say something else.
const files = {
  ...generated,
  ...Object.fromEntries(staleVectors().map((path) => [path, vectorsJson(vectorFiles[path])])),
}

for (const [path, text] of Object.entries(files)) {
  writeFileSync(new URL(`../${path}`, import.meta.url), text)
  console.log(path)
}
