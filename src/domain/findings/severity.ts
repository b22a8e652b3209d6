/** How much it matters: each finding says from how many times its threshold on. */
export type Severity = 'low' | 'medium' | 'high' | 'critical';

/** AWS's strategies for container images, by number (README). */
export type Strategy = 'S1' | 'S2' | 'S3' | 'S4';
