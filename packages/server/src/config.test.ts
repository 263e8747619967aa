import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readConfig } from './config.ts'
import { newKeyRing } from './secrets/vault.ts'

const keys = newKeyRing(new Date())

describe('readConfig', () => {
  it('has GoTo’s real addresses and the embedded database as defaults', () => {
    const config = readConfig({ LECTERN_SECRET_KEYS: keys })
    expect(config).toMatchObject({
      demo: false,
      port: 8080,
      databaseUrl: undefined,
      gotoAuthUrl: 'https://authentication.logmeininc.com',
      gotoDeveloperUrl: 'https://developer.logmeininc.com/clients',
      gotoApiUrl: 'https://api.getgo.com',
      role: 'all',
    })
  })

  it('refuses production without a key, and says how to get one', () => {
    expect(() => readConfig({})).toThrow(/LECTERN_SECRET_KEYS.*keys:new/)
  })

  it('names every variable that is wrong', () => {
    const wrong = {
      LECTERN_SECRET_KEYS: keys,
      PORT: 'eighty',
      DATABASE_URL: 'mysql://lectern:hunter2@there',
      LECTERN_ROLE: 'boss',
    }
    expect(() => readConfig(wrong)).toThrow(/PORT="eighty".*DATABASE_URL: must begin.*LECTERN_ROLE="boss"/)
    expect(() => readConfig(wrong)).not.toThrow(/hunter2/)
  })

  describe('secrets in files', () => {
    const folder = mkdtempSync(join(tmpdir(), 'lectern-secrets-'))
    afterAll(() => rmSync(folder, { recursive: true }))
    const file = (name: string, text: string) => {
      const path = join(folder, name)
      writeFileSync(path, text)
      return path
    }

    it.each([
      ['as it is', ''],
      ['with the end of a line', '\n'],
      ['with that of Windows', '\r\n'],
    ])('are read %s', (_, end) => {
      const config = readConfig({
        LECTERN_SECRET_KEYS_FILE: file('keys', `${keys}${end}`),
        DATABASE_URL_FILE: file('database', `postgres://lectern:a b@there/lectern${end}`),
        SMTP_URL_FILE: file('smtp', `smtps://me:secret@mail.example.com${end}`),
        RECORDINGS_STORAGE: 's3://films',
        RECORDINGS_S3_ACCESS_KEY_FILE: file('access', `id${end}`),
        RECORDINGS_S3_SECRET_KEY_FILE: file('secret', `key ${end}`),
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318',
        OTEL_EXPORTER_OTLP_HEADERS_FILE: file('headers', `authorization=Bearer%20a${end}`),
      })
      expect(config).toMatchObject({
        secretKeys: keys,
        databaseUrl: 'postgres://lectern:a b@there/lectern',
        smtpUrl: 'smtps://me:secret@mail.example.com',
        recordingsStorage: { accessKey: 'id', secretKey: 'key ' },
        traces: { headers: 'authorization=Bearer%20a' },
      })
    })

    it.each<[string, () => Record<string, string>, RegExp]>([
      [
        'beside the setting itself',
        () => ({ LECTERN_SECRET_KEYS: keys, LECTERN_SECRET_KEYS_FILE: file('k', keys) }),
        /LECTERN_SECRET_KEYS and LECTERN_SECRET_KEYS_FILE are both set/,
      ],
      [
        'that are not there',
        () => ({ SMTP_URL_FILE: join(folder, 'no') }),
        /SMTP_URL_FILE names .*no, and there is no such file/,
      ],
      [
        'that are folders',
        () => ({ DATABASE_URL_FILE: folder }),
        /DATABASE_URL_FILE names .*, which is a folder/,
      ],
      [
        'that are empty',
        () => ({ LECTERN_SECRET_KEYS_FILE: file('e', ' \n') }),
        /LECTERN_SECRET_KEYS_FILE .*is empty/,
      ],
      [
        'of many lines',
        () => ({ DATABASE_URL_FILE: file('m', 'hunter2\nb\n') }),
        /DATABASE_URL_FILE .*more than one line/,
      ],
      [
        'with a wrong value',
        () => ({ LECTERN_SECRET_KEYS: keys, SMTP_URL_FILE: file('w', 'http://hunter2') }),
        /SMTP_URL: must begin/,
      ],
    ])('%s are refused, and what is in them is not told', (_, env, sentence) => {
      expect(() => readConfig(env())).toThrow(sentence)
      expect(() => readConfig(env())).not.toThrow(/hunter2/)
    })
  })

  it('takes an address from a file without the blanks around it, and no other secret', () => {
    const folder = mkdtempSync(join(tmpdir(), 'lectern-secrets-'))
    const path = join(folder, 'database')
    writeFileSync(path, ' postgres://there/lectern \n')
    const { databaseUrl } = readConfig({ LECTERN_SECRET_KEYS: keys, DATABASE_URL_FILE: path })
    rmSync(folder, { recursive: true })
    expect(databaseUrl).toBe('postgres://there/lectern')
  })

  it.each([
    ['sslmode=require', 'sslmode=verify-full'],
    ['a=b&sslmode=prefer&c=d', 'a=b&sslmode=verify-full&c=d'],
    ['sslmode=disable', 'sslmode=disable'],
    ['sslmode=require&uselibpqcompat=true', 'sslmode=require&uselibpqcompat=true'],
  ])('takes the sslmode of PostgreSQL’s programs as strictly as it can be: %s', (given, taken) => {
    const address = 'postgres://there/lectern?'
    const read = readConfig({ LECTERN_SECRET_KEYS: keys, DATABASE_URL: address + given })
    expect(read.databaseUrl).toBe(address + taken)
  })

  it('refuses an sslmode that there is not', () => {
    const given = { LECTERN_SECRET_KEYS: keys, DATABASE_URL: 'postgres://there/lectern?sslmode=verify' }
    expect(() => readConfig(given)).toThrow('DATABASE_URL: its sslmode must be verify-full or')
  })

  it.each([
    ['CHECK_MINUTES', ['60,1440', '60,60', '60'], /CHECK_MINUTES=.*the larger one first/],
    ['DNS_SERVERS', ['bogus', '1.2.3.4,dns.example', '1.2.3.4:x'], /DNS_SERVERS=.*must be addresses/],
    ['LECTERN_HEAP_MB', ['1g', '0', '512 MB'], /LECTERN_HEAP_MB=.*number of MB/],
    ['MAIL_FROM', ['no address', 'Academy', '<a@b> c', 'a@b, c@d'], /MAIL_FROM=.*must be an e-mail address/],
    ['METRICS_PORT', ['8080'], /METRICS_PORT and PORT are both 8080/],
    [
      'PUBLIC_URL',
      ['https://a.example/b', 'https://a.example?b', 'a.example'],
      /PUBLIC_URL=.*nothing behind/,
    ],
    ['SMTP_URL', ['smtp://', 'smtps://:465', 'smtp://a:99999'], /SMTP_URL: must begin .* name a mail server/],
  ])('refuses a %s that would mean something else', (name, values, sentence) => {
    for (const value of values)
      expect(() => readConfig({ LECTERN_DEMO: '1', [name]: value })).toThrow(sentence)
  })

  it('takes values as people write them', () => {
    const taken = (env: Record<string, string>) => readConfig({ LECTERN_DEMO: '1', ...env })
    for (const from of ['Lectern <lectern@localhost>', 'a@b.example', '"Ada, Ltd" <ada@b.example>'])
      expect(taken({ MAIL_FROM: from }).mailFrom).toBe(from)
    expect(taken({ DNS_SERVERS: '10.0.0.2, [::1]:5353,' }).dnsServers).toEqual(['10.0.0.2', '[::1]:5353'])
    expect(taken({ PUBLIC_URL: 'https://a.example:8443/' }).publicUrl).toBe('https://a.example:8443')
    expect(taken({ CHECK_MINUTES: '60,5' }).checkMinutes).toEqual({ day: 60, hour: 5 })
    expect(taken({ METRICS_PORT: '8080', LECTERN_ROLE: 'worker' }).metricsPort).toBe(8080)
  })

  it('takes an empty variable as one that is not set', () => {
    expect(readConfig({ LECTERN_SECRET_KEYS: keys, PORT: ' ' }).port).toBe(8080)
    expect(readConfig({ LECTERN_SECRET_KEYS: keys, DATABASE_URL: '' }).databaseUrl).toBeUndefined()
  })

  it('takes Redis for live updates, and a replica only of a database of its own', () => {
    const given = { LECTERN_SECRET_KEYS: keys, DATABASE_READ_URL: 'postgres://replica/lectern' }
    expect(() => readConfig(given)).toThrow(/DATABASE_READ_URL is set, and DATABASE_URL is not/)
    const live = { ...given, DATABASE_URL: 'postgres://here/lectern', LIVE_URL: 'rediss://redis' }
    expect(readConfig(live)).toMatchObject({
      liveUrl: 'rediss://redis',
      databaseReadUrl: given.DATABASE_READ_URL,
    })
    expect(() => readConfig({ ...live, LIVE_URL: 'nats://nats' })).toThrow(/LIVE_URL: .*redis:\/\//)
  })

  it('refuses a direct way to the database where there is no other one', () => {
    const direct = { LECTERN_SECRET_KEYS: keys, DATABASE_DIRECT_URL: 'postgres://there/lectern' }
    expect(() => readConfig(direct)).toThrow(/DATABASE_DIRECT_URL is set, and DATABASE_URL is not/)
    const both = readConfig({ ...direct, DATABASE_URL: 'postgresql://pooler/lectern' })
    expect(both.databaseDirectUrl).toBe('postgres://there/lectern')
    expect(() => readConfig({ ...direct, DATABASE_DIRECT_URL: 'http://there' })).toThrow(
      /DATABASE_DIRECT_URL: must begin.*postgres:\/\//,
    )
  })
})

describe('TRUST_PROXY', () => {
  const trust = (value: string) => readConfig({ LECTERN_DEMO: '1', TRUST_PROXY: value }).trustProxy

  it('is a number of proxies, or which ones', () => {
    expect(['', '0', 'false'].map(trust)).toEqual([false, false, false])
    expect(['1', 'true', '3'].map(trust)).toEqual([1, 1, 3])
    expect(trust('127.0.0.1')).toEqual(['127.0.0.1'])
    expect(trust('10.0.0.0/8, ::1,fd00::/8,loopback')).toEqual(['10.0.0.0/8', '::1', 'fd00::/8', 'loopback'])
  })

  it.each(['yes', '10', '-1', '1.5', '*', '10.0.0.0/33', '10.0.0', 'proxy.example', '127.0.0.1,', '::/129'])(
    'is refused when it is neither: %s',
    (value) => {
      expect(() => trust(value)).toThrow(/TRUST_PROXY/)
    },
  )
})

describe('RECORDINGS_STORAGE', () => {
  const storage = (env: Record<string, string>) => readConfig({ LECTERN_DEMO: '1', ...env }).recordingsStorage
  const s3 = { RECORDINGS_S3_ACCESS_KEY: 'key', RECORDINGS_S3_SECRET_KEY: 'secret' }

  it('is nothing, a folder, or a bucket with its keys', () => {
    expect(storage({})).toBeUndefined()
    expect(storage({ RECORDINGS_STORAGE: 'folder:/srv/films' })).toEqual({
      kind: 'folder',
      path: '/srv/films',
    })
    expect(storage({ RECORDINGS_STORAGE: 's3://films/lectern/a/', ...s3 })).toMatchObject({
      ...{ kind: 's3', bucket: 'films', prefix: 'lectern/a', region: 'us-east-1', accessKey: 'key' },
    })
  })

  it.each(['films', 'folder:', 's3://', 's3://UPPER', 'http://x.example', 'ftp://x'])(
    'is refused when it is none of them: %s',
    (value) => {
      expect(() => storage({ RECORDINGS_STORAGE: value, ...s3 })).toThrow(/RECORDINGS_STORAGE/)
    },
  )

  it('is refused for a bucket without its keys', () => {
    expect(() => storage({ RECORDINGS_STORAGE: 's3://films' })).toThrow(/RECORDINGS_S3_ACCESS_KEY/)
  })
})
