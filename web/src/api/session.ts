// The access token of this tab. It lives in memory only; the refresh token is an HttpOnly cookie that
// scripts cannot read, so a reload starts with one silent refresh.

export interface Signed<User> {
  access_token: string
  user: User
}

export interface SessionOptions<User> {
  /** Asks the server for a new access token with the cookie; null when nobody is signed in. */
  renew: () => Promise<Signed<User> | null>
  /** Runs one renewal at a time across all tabs: a rotated token used twice would end the session. */
  exclusively: <T>(work: () => Promise<T>) => Promise<T>
  /** Leaves word for the browser's other pages, desk or phone, whether somebody is signed in here. */
  note: (signedIn: boolean) => void
}

export class TokenSession<User extends { id: number }> {
  private token = ''
  private owner?: number
  private renewing?: Promise<User | null>

  /** Called when the session is over: expired, revoked, or taken over by another person on this computer. */
  onEnded: () => void = () => {}

  constructor(private readonly options: SessionOptions<User>) {}

  get accessToken() {
    return this.token
  }

  start(signed: Signed<User>): User {
    this.token = signed.access_token
    this.owner = signed.user.id
    this.options.note(true)
    return signed.user
  }

  end() {
    this.token = ''
    this.owner = undefined
    this.options.note(false)
  }

  /** Renews the access token; callers at the same time share one renewal. */
  renew(): Promise<User | null> {
    this.renewing ??= this.options
      .exclusively(() => this.options.renew())
      .then((signed) => this.accept(signed))
      .finally(() => (this.renewing = undefined))
    return this.renewing
  }

  private accept(signed: Signed<User> | null): User | null {
    const takenOver = signed && this.owner !== undefined && signed.user.id !== this.owner
    if (signed && !takenOver) return this.start(signed)
    const wasSignedIn = this.owner !== undefined
    this.end()
    if (wasSignedIn) this.onEnded()
    return null
  }
}

/** A lock across tabs where the browser has one (secure pages), else just this tab. */
export async function exclusively<T>(work: () => Promise<T>): Promise<T> {
  if (!navigator.locks) return work()
  return (await navigator.locks.request('banbantong-session', work)) as T
}
