/** `npm run docs`: writes the files generated from the code: pages of rules, scenarios and interactions, JSON Schema, vectors. */
import { writeFileSync } from 'node:fs'
import { generated } from './pages.ts'
import { staleVectors, vectorFiles, vectorsJson } from './vectors.ts'

// Signatures differ in every run, so vectors are written only when their content changes.
const files = {
  ...generated,
  ...Object.fromEntries(staleVectors().map((path) => [path, vectorsJson(vectorFiles[path])])),
}

for (const [path, text] of Object.entries(files)) {
  writeFileSync(new URL(`../${path}`, import.meta.url), text)
  console.log(path)
}
