@NullMarked
package dev.countersign.server.web;

import org.jspecify.annotations.NullMarked;
