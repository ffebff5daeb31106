/** Words of the rules, in English. */

export const rules = {
  'rules.about': 'What HelseID requires of a token request, in the order in which it looks.',
  'rules.search': 'Search rules',
  'rules.searchFor': 'Name, requirement, place or error',
  'rules.count.one': '{n} rule',
  'rules.count.other': '{n} rules',
  'rules.none': 'No rules match',
  'rules.at': 'Looks at',
  'rules.answer': 'Answer',
  'rules.needs': 'Needs',
} as const
