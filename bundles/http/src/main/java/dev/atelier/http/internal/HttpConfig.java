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

    @AttributeDefinition(
            name = "TLS certificate",
            description =
                    "PEM file with the certificate chain, the server's own first; with the key, everything on this"
                            + " port is https and wss; empty: plain HTTP")
    String http_tls_cert() default "";

    @AttributeDefinition(
            name = "TLS key",
            description =
                    "PEM file with the certificate's private key, RSA or EC, unencrypted; only this process's user"
                            + " should be able to read it")
    String http_tls_key() default "";

    @AttributeDefinition(
            name = "TLS keystore",
            description = "PKCS12 or JKS file with certificate and key, instead of two PEM files")
    String http_tls_keystore() default "";

    @AttributeDefinition(
            name = "TLS keystore's password file",
            description = "File that holds nothing but the keystore's password, which its keys have as well")
    String http_tls_keystore__password__file() default "";

    @AttributeDefinition(
            name = "Trusted proxies",
            description = "Addresses and networks, with spaces between, whose X-Forwarded-For, -Proto and -Host headers"
                    + " are believed; from anybody else they are ignored")
    String http_trusted__proxies() default "";
}
