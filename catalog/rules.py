"""What a member of staff may do with the catalogue."""

from accounts.queries import department_ids


def may_review(user, department_id):
    """May she say that an article of a department is still right? Its own people may, and who administers."""
    if user.has_perm("accounts.administer"):
        return True
    return user.has_perm("catalog.review_articles") and department_id in department_ids(user)


def stale_articles(user, catalogue, day):
    """Of a Catalogue, the articles that this user should have read again before *day*, the longest ago first."""
    stale = catalogue.stale_articles(day) if user.has_perm("catalog.review_articles") else []
    return [article for article in stale if article.department_id in department_ids(user)]
