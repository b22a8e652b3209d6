/** How much it matters: `high` costs or grows ten times what its threshold asks for. */
export type Severity = 'low' | 'medium' | 'high';

/** AWS's strategies for container images, by number (README). */
export type Strategy = 'S1' | 'S2' | 'S3' | 'S4';
