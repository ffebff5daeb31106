/** Names of the claims that HelseID adds to tokens, from the recorded discovery document and decoded tokens. */

export const claims = {
  orgnrParent: 'helseid://claims/client/claims/orgnr_parent',
  orgnrChild: 'helseid://claims/client/claims/orgnr_child',
  orgnrSupplier: 'helseid://claims/client/claims/orgnr_supplier',
  clientName: 'helseid://claims/client/client_name',
  clientTenancy: 'helseid://claims/client/client_tenancy',
  clientAmrDetail: 'helseid://claims/client/amr',
  clientAmr: 'client_amr',
  sfmJournalId: 'nhn:sfm:journal-id',
  pid: 'helseid://claims/identity/pid',
  pidPseudonym: 'helseid://claims/identity/pid_pseudonym',
  securityLevel: 'helseid://claims/identity/security_level',
  assuranceLevel: 'helseid://claims/identity/assurance_level',
  network: 'helseid://claims/identity/network',
  hprNumber: 'helseid://claims/hpr/hpr_number',
} as const
