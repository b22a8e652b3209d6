/** AWS storage prices count binary gigabytes; ECR's page does not say which it means. */
const BYTES_PER_BILLED_GB = 2 ** 30;

/** USD a month, rounded to a hundredth of a cent. */
export function monthlyCostUsd(bytes: number, pricePerGbMonth: number): number {
  return Math.round((bytes / BYTES_PER_BILLED_GB) * pricePerGbMonth * 10_000) / 10_000;
}
