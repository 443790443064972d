/** What reads bytes from outside, fuzzed: whatever comes, there is an answer or the declared refusal, soon. */
@org.jspecify.annotations.NullMarked
package dev.countersign.server.fuzz;
