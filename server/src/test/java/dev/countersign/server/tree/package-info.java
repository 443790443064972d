@NullMarked
package dev.countersign.server.tree;

import org.jspecify.annotations.NullMarked;
