package dev.atelier.http.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Where the console, health and metrics listen. */
@ObjectClassDefinition(name = "HTTP", description = "Where the console, health and metrics listen")
@interface HttpConfig {
    @AttributeDefinition(
            name = "Port",
            description = "Port of the console, health and metrics; 0 takes any free one",
            min = "0",
            max = "65535")
    int http_port() default 4780;

    @AttributeDefinition(
            name = "Address",
            description = "Address to listen on; 127.0.0.1 is this machine only, 0.0.0.0 every network")
    String http_bind() default "127.0.0.1";
}
