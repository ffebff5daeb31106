/** `npm run texts`: prints every text that the three packages can show a person, so that it can be read from top to bottom. */
import { allTexts } from './all-texts.ts'

for (const { title, lines } of await allTexts()) console.log(`\n# ${title}\n\n${lines.join('\n')}`)
