/** What keeps a server running and visible: the listener, health, metrics, logs, the data folder and its socket. */
@NullMarked
package dev.countersign.server.operations;

import org.jspecify.annotations.NullMarked;
