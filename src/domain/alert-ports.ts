import type { Alert } from './alert.ts';

/** An alert as it is kept, with what became of its publication. */
export interface KeptAlert {
  readonly alert: Alert;
  /** The last revision that was published; 0 for none. */
  readonly publishedRevision: number;
  /** RFC 3339: until then whoever kept the last revision may be publishing it. */
  readonly claimedUntil: string;
}

/** Alerts, kept before they are published. */
export interface Alerts {
  find(id: string): Promise<KeptAlert | null>;
  /** Keeps a revision, or claims it again, unless somebody else did since `before` was read; answers whether it did. */
  keep(kept: KeptAlert, before: KeptAlert | null): Promise<boolean>;
  markPublished(id: string, revision: number): Promise<void>;
}

/** Tells people and programs. Throws PublishFailedError. */
export interface Publisher {
  publish(alert: Alert): Promise<void>;
}
