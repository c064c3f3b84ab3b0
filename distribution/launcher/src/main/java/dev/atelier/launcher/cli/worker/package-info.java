/** Who a host is to its studio, read and written while nothing runs. */
@NullMarked
package dev.atelier.launcher.cli.worker;

import org.jspecify.annotations.NullMarked;
