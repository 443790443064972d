@NullMarked
package dev.countersign.gateway.http;

import org.jspecify.annotations.NullMarked;
