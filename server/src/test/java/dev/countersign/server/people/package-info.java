@NullMarked
package dev.countersign.server.people;

import org.jspecify.annotations.NullMarked;
