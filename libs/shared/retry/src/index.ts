export * from '@rookery/shared-concurrency';
