@NullMarked
package dev.atelier.jobs.internal;

import org.jspecify.annotations.NullMarked;
