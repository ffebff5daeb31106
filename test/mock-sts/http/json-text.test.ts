/** JSON that people write: an error has line, column and what is expected there, and never quotes the text. */
import { expect, it } from 'vitest'
import { readJsonText } from '../../../mock-sts/http/json-text.ts'

const secret = 'hunter2hunter2'

it.each<[string, string, string]>([
  [
    'a forgotten quote',
    `{"controlToken": ${secret}}`,
    'a value is expected: text in double quotes, .*, at line 1, column 18',
  ],
  [
    'a missing closing quote',
    `{\n  "controlToken": "${secret}\n}`,
    'no closing double quote on its line, at line 2, column 19',
  ],
  [
    'a comma after the last member',
    `{\n  "controlToken": "${secret}",\n}`,
    'remove the comma before the } at line 3, column 1',
  ],
  ['a comma after the last value', '["a", "b",\r\n]', 'remove the comma before the ] at line 2, column 1'],
  ['a missing comma', `{\n  "controlToken": "${secret}"\n  "port": 1\n}`, 'a comma is expected .* at line 3, column 3'],
  ['a line comment', `{ // ${secret}\n}`, 'JSON has no comments: remove the one at line 1, column 3'],
  ['a block comment', `{ /* ${secret} */ }`, 'JSON has no comments: remove the one at line 1, column 3'],
  ['a hash comment', `{\n  "port": 1 # ${secret}\n}`, 'JSON has no comments: remove the one at line 2, column 13'],
  ['typographic quotes', `{ “controlToken”: “${secret}” }`, 'typographic one at line 1, column 3'],
  ['single quotes', `{ 'controlToken': '${secret}' }`, 'single one at line 1, column 3'],
  ['a non-breaking space', `{ "controlToken":\u00a0"${secret}" }`, 'non-breaking .* one at line 1, column 18'],
  ['a zero-width space', `{ "controlToken":\u200b"${secret}" }`, 'remove the invisible character at line 1, column 18'],
  [
    'a name without quotes',
    `{ controlToken: "${secret}" }`,
    'name of a member in double quotes is expected at line 1, column 3',
  ],
  ['True of Python', '{ "tls": True }', 'in lower case, at line 1, column 10'],
  ['yes', '{ "tls": yes }', 'true or false is expected at line 1, column 10'],
  ['None', '{ "host": None }', 'null is expected.* at line 1, column 11'],
  ['a Windows path', '{ "dataDir": "C:\\Users\\x" }', 'a backslash in text is written .*at line 1, column 14'],
  ['a tab in text', `{ "controlToken": "${secret}\t" }`, 'a tab or control character .* at line 1, column 19'],
  [
    'a missing brace at the end',
    `{ "controlToken": "${secret}"`,
    'the text ends before the closing } at line 1, column 35',
  ],
  ['a missing bracket at the end', `["${secret}"`, 'the text ends before the closing ] at line 1, column 18'],
  ['a missing brace at the start', `"controlToken": "${secret}"`, 'an opening { is missing .* at line 1, column 15'],
  ['a missing colon', `{ "controlToken" "${secret}" }`, 'a colon is expected .* at line 1, column 18'],
  ['JSON Lines', `{"a": "${secret}"}\n{"b": 1}`, 'a second JSON document begins .* at line 2, column 1'],
  ['text after the end', `{} ${secret}`, '(?:nothing|a value) is expected.* at line 1, column 4'],
  ['YAML', `# settings\ncontrolToken: ${secret}`, 'it looks like YAML: write it as JSON'],
  ['a .env file', `export TOKEN=${secret}`, 'lines name=value'],
  ['PEM', `-----BEGIN PRIVATE KEY-----\n${secret}`, 'it is PEM'],
  ['HTML', `<html>${secret}`, 'it is HTML or XML'],
  ['nothing', '', 'it is empty'],
  ['a byte order mark alone', '\ufeff', 'it is empty'],
  ['white space alone', ' \r\n\t', 'it contains only white space'],
  ['NUL', `{"a": 1}\0${secret}`, 'character NUL at line 1, column 9'],
  [
    'a member twice',
    '{\n  "port": 1,\n  "port": 2\n}',
    '"port" is given twice, at line 2, column 3 and at line 3, column 3',
  ],
  ['many levels', '['.repeat(200_000), 'it breaks off'],
  ['many closed levels', `${'['.repeat(100)}${']'.repeat(100)}`, 'nested more than 64 levels'],
])('%s: the position and what is expected', (_, text, message) => {
  let error: Error | undefined
  try {
    readJsonText(text)
  } catch (thrown) {
    error = thrown as Error
  }
  expect(error).toBeInstanceOf(SyntaxError)
  expect(error?.message).toMatch(new RegExp(`^.*${message}`))
  expect(`${error?.message}${error?.stack}${error?.cause}`).not.toContain(secret)
})

it('a byte order mark and line ends of Windows are read', () => {
  expect(readJsonText('\ufeff{\r\n  "port": 8080\r\n}\r\n')).toEqual({ port: 8080 })
})

it('members of the same name in different objects are read', () => {
  expect(readJsonText('[{"a": {"a": 1}}, {"a": 2}]')).toEqual([{ a: { a: 1 } }, { a: 2 }])
})
