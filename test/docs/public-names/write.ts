/** `npm run public-names`: writes the list of public names from the current code. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { currentNames, formatList, listFile, parseList } from './list.ts'

const listed = existsSync(listFile) ? parseList(readFileSync(listFile, 'utf8')) : {}
writeFileSync(listFile, formatList(await currentNames(listed)))
