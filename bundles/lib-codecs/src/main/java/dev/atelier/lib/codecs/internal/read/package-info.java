@NullMarked
package dev.atelier.lib.codecs.internal.read;

import org.jspecify.annotations.NullMarked;
