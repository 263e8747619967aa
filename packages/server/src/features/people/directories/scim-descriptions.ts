import { MAX_COUNT } from './scim-list.ts'
import { CONFIG, ENTERPRISE, GROUP, RESOURCE_TYPE, SCHEMA, USER } from './scim-words.ts'

// What this service says of itself (RFC 7643 §5–7), so that clients know what they may send.

export const serviceProviderConfig = (base: string) => ({
  schemas: [CONFIG],
  documentationUri: 'https://datatracker.ietf.org/doc/html/rfc7644',
  patch: { supported: true },
  bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
  filter: { supported: true, maxResults: MAX_COUNT },
  changePassword: { supported: false },
  sort: { supported: false },
  etag: { supported: true },
  authenticationSchemes: [
    {
      type: 'oauthbearertoken',
      name: 'Bearer token',
      description: 'The token of the directory, as it was shown when the directory was made.',
      primary: true,
    },
  ],
  meta: { resourceType: 'ServiceProviderConfig', location: `${base}/ServiceProviderConfig` },
})

export const resourceTypes = (base: string) =>
  [
    {
      ...{ id: 'User', endpoint: '/Users', schema: USER },
      schemaExtensions: [{ schema: ENTERPRISE, required: false }],
    },
    { id: 'Group', endpoint: '/Groups', schema: GROUP },
  ].map((type) => ({
    schemas: [RESOURCE_TYPE],
    name: type.id,
    ...type,
    meta: { resourceType: 'ResourceType', location: `${base}/ResourceTypes/${type.id}` },
  }))

type Kind = 'string' | 'boolean' | 'complex' | 'reference'

const attribute = (
  name: string,
  description: string,
  more: {
    type?: Kind
    isRequired?: true
    isMany?: true
    isReadOnly?: true
    isExact?: true
    isUnique?: true
    within?: object[]
  } = {},
) => ({
  name,
  type: more.type ?? 'string',
  multiValued: more.isMany ?? false,
  description,
  required: more.isRequired ?? false,
  caseExact: more.isExact ?? false,
  mutability: more.isReadOnly ? 'readOnly' : 'readWrite',
  returned: 'default',
  uniqueness: more.isUnique ? 'server' : 'none',
  ...(more.within ? { subAttributes: more.within } : {}),
})

const userAttributes = [
  attribute('userName', 'What the directory calls the person.', { isRequired: true, isUnique: true }),
  attribute('name', 'What the person is called.', {
    type: 'complex',
    within: [
      attribute('formatted', 'Made of the two others.', { isReadOnly: true }),
      attribute('givenName', 'First name.'),
      attribute('familyName', 'Last name.'),
    ],
  }),
  attribute('displayName', 'Taken where there is no name.'),
  attribute('emails', 'One address is kept: the first one, else that for work. Mails go there.', {
    type: 'complex',
    isMany: true,
    within: [
      attribute('value', 'The address.', { isUnique: true }),
      attribute('type', 'work'),
      attribute('primary', 'true', { type: 'boolean' }),
    ],
  }),
  attribute('active', 'Who is not signs in no more, and gives back places in sessions to come.', {
    type: 'boolean',
  }),
  attribute('preferredLanguage', 'Taken where the platform offers it.'),
  attribute('timezone', 'An IANA zone.'),
  attribute('groups', 'Changed at the group.', {
    type: 'complex',
    isMany: true,
    isReadOnly: true,
    within: [
      attribute('value', 'Id of the group.', { isReadOnly: true }),
      attribute('$ref', 'Where it is.', { type: 'reference', isReadOnly: true }),
      attribute('display', 'Its name.', { isReadOnly: true }),
    ],
  }),
]

const enterpriseAttributes = [
  attribute('manager', 'Whose team the person is in.', {
    type: 'complex',
    within: [
      attribute('value', 'Id of the manager.'),
      attribute('$ref', 'Where the manager is.', { type: 'reference', isReadOnly: true }),
      attribute('displayName', 'Their name.', { isReadOnly: true }),
    ],
  }),
]

const groupAttributes = [
  attribute('displayName', 'Its name on the platform.', { isRequired: true, isUnique: true }),
  attribute('members', 'People.', {
    type: 'complex',
    isMany: true,
    within: [
      attribute('value', 'Id of the person.'),
      attribute('$ref', 'Where the person is.', { type: 'reference', isReadOnly: true }),
      attribute('display', 'Their name.', { isReadOnly: true }),
    ],
  }),
]

export const schemas = (base: string) =>
  [
    { id: USER, name: 'User', description: 'A person', attributes: userAttributes },
    { id: GROUP, name: 'Group', description: 'A group of people', attributes: groupAttributes },
    {
      id: ENTERPRISE,
      name: 'EnterpriseUser',
      description: 'A person of an organization',
      attributes: enterpriseAttributes,
    },
  ].map((schema) => ({
    schemas: [SCHEMA],
    ...schema,
    meta: { resourceType: 'Schema', location: `${base}/Schemas/${schema.id}` },
  }))
