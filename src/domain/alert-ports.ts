import type { Alert, AlertState } from './alert.ts';
import type { RegistryId } from './registry.ts';
import type { StormSummary } from './storm-summary.ts';
import type { WeeklyDigest } from './weekly-digest.ts';

/** An alert as it is kept, with what became of its publication. */
export interface KeptAlert {
  readonly alert: Alert;
  /** The last revision that there is nothing left to do about; 0 for none. */
  readonly publishedRevision: number;
  /** What people were last told; null where they were told nothing. */
  readonly publishedState: AlertState | null;
  /** RFC 3339: until then whoever kept the last revision may be publishing it. */
  readonly claimedUntil: string;
  /** Nobody is to be told; set by people, and left alone by whoever keeps the alert. */
  readonly mute: AlertMute | null;
}

/** That somebody does not want to be told, why, and until when. */
export interface AlertMute {
  readonly reason: string;
  /** RFC 3339. */
  readonly until: string;
}

/** Where an alert is: that of one repository, or of a registry as a whole. */
export interface AlertPlace extends RegistryId {
  readonly repository: string | null;
}

/** Alerts, kept before they are published: every method may be repeated, interrupted and run beside itself. */
export interface Alerts {
  find(id: string): Promise<KeptAlert | null>;
  /** From now on what would be the one alert is told in the other, and found there; an alert that is there already stays. */
  carry(id: string, inAlert: string): Promise<void>;
  /** Those that are not resolved, or whose end is still to be told; eventually consistent: look again before you act. */
  open(place: AlertPlace): AsyncIterable<Alert>;
  /** Keeps it, or claims it again, unless somebody else did since `before` was read; answers whether it did. */
  keep(kept: Omit<KeptAlert, 'mute'>, before: KeptAlert | null): Promise<boolean>;
  markPublished(alert: Alert): Promise<void>;
  /** Mutes an alert, or no longer; answers false where there is none. */
  mute(id: string, mute: AlertMute | null): Promise<boolean>;
}

/** Tells people and programs. Throws PublishFailedError. */
export interface Publisher {
  publish(alert: Alert): Promise<void>;
}

/** Tells what is about no single alert. Throws PublishFailedError. */
export interface Announcer {
  announceStorm(storm: StormSummary): Promise<void>;
  announceDigest(digest: WeeklyDigest): Promise<void>;
}
