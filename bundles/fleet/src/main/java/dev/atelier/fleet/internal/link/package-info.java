@NullMarked
package dev.atelier.fleet.internal.link;

import org.jspecify.annotations.NullMarked;
