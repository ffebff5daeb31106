/** Words of Explain, in English. */

export const explain = {
  'explain.about': 'Paste what a client sent, here or to the real HelseID.',
  'explain.pasted': 'Pasted',
  'explain.characters': '{n} characters',
  'explain.clear': 'Clear',
  'explain.text': 'JWT, curl line, HTTP request or HAR',
  'explain.hint':
    'A JWT, a curl line, the text of an HTTP request or a HAR, or drop a file. It is sent to this twin only, and not kept. At most 1 MiB; for more, npx helseid-mock explain file.',
  'explain.open': 'Open a file',
  'explain.at': 'Evaluate at',
  'explain.at.hint': 'Empty: the time that it states.',
  'explain.for': 'Intended for',
  'explain.asText': 'As the text says',
  'explain.registration': 'Registration of client',
  'explain.client': 'Client',
  'explain.calls': 'Calls',
  'explain.choose': 'What was found in the text',
  'explain.found.one': '{n} verdict',
  'explain.found.other': '{n} verdicts',
  'explain.notChecked': 'Not checked:',
  'explain.notJudged': 'Earlier in the text, not judged:',
  'explain.codes': 'Error codes in the text',
  'explain.copyCorrected': 'Copy the corrected request as curl',
  'explain.empty': 'Nothing pasted yet',
  'explain.empty.text': 'The verdict appears here: which rules were broken, where, and what to send instead.',
} as const
