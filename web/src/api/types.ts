// Interim: replaced by names for the generated schema.
export interface SignedInUser {
  id: number
  username: string
  name: string
  must_change_password: boolean
  permissions: Permission[]
  grants: { role: string; organisation_id: number; organisation_name: string }[]
}

export type Permission =
  | 'organisation:read'
  | 'organisation:write'
  | 'school:read'
  | 'school:write'
  | 'classroom:read'
  | 'classroom:write'
  | 'device:read'
  | 'device:write'
  | 'label:print'
  | 'import:run'
  | 'standard:read'
  | 'standard:switch'
  | 'statistics:read'
  | 'ticket:report'
  | 'ticket:read'
  | 'ticket:dispatch'
  | 'ticket:work'
  | 'ticket:confirm'
  | 'user:read'
  | 'user:write'
  | 'audit:read'

export interface OrganisationView {
  id: number
  parent_id: number | null
  kind: string
  name: string
  ancestors: { id: number; name: string }[]
  has_children: boolean
}

export interface VerdictView {
  criterion: string
  title: string
  group: string
  tier: string
  outcome: string
  decides: boolean
  required: string
  measured: string
  source: string
  on: string
  device_id: number | null
  device_name: string
  clause: string
  text: string
  failure: string
  mend: string
}
