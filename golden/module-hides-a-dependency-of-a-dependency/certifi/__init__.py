def where():
    return "/opt/certificates.pem"
