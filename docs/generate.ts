/** `npm run docs`: writes what is made from the code: the page of the rules, and the JSON Schema of the configuration. */
import { writeFileSync } from 'node:fs'
import { generated } from './pages.ts'

for (const [path, text] of Object.entries(generated)) {
  writeFileSync(new URL(`../${path}`, import.meta.url), text)
  console.log(path)
}
