import { createReconcileHandler } from './reconcile-steps.ts';
import { reconcileRuntime } from './runtime.ts';

// called by AWS: the state machine that reconciles a registry
export const handler = createReconcileHandler(reconcileRuntime());
