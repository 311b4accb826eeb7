// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Header, hashHeader} from "./BatchHeader.sol";
import {Opening, ProvedAccount, Share, StatePreimage, Totals} from "./EscapeState.sol";
import {End} from "./VenueEnd.sol";
import {Equities, Equity} from "./libraries/Equities.sol";
import {EscapePrices} from "./libraries/EscapePrices.sol";
import {KeyedTree} from "./libraries/KeyedTree.sol";
import {Systems} from "./libraries/Systems.sol";
import {Valuation, toValuation} from "./libraries/Valuation.sol";

/// @notice What the escape asks of the settlement contract.
interface IEndedVenue {
    function vault() external view returns (IEscapeVault);
    function claimPhase() external view returns (uint32);
    function headerHash(uint64 number) external view returns (bytes32);
    function end() external view returns (End memory);
}

/// @notice What the escape asks of the vault.
interface IEscapeVault {
    function escape() external view returns (address);
    function token() external view returns (IERC20);
    function bondHeld() external view returns (uint64);
    function claimedTotal() external view returns (uint256);
    function enteredTotal() external view returns (uint256);
    function refundedTotal() external view returns (uint256);
    function payEscape(address to, uint256 amount, bool fromBond) external;
}

/// @notice Pays out what stands in the accounts of a venue that has ended (spec/escape.md): against the
/// last root that stands, in three phases, and by one share for all, so that nobody gains by being first.
/// Anyone calls it for anybody. It has no owner, and one way to pay: to the account, or to its master.
contract Escape is ReentrancyGuardTransient {
    IEndedVenue public immutable settlement;
    IEscapeVault public immutable vault;

    /// @notice Seconds from the opening for which buckets are proved before anything is paid.
    uint32 public immutable claimPhase;

    Opening private _opening;

    Totals private _totals;
    Share private _share;

    /// @dev Credited and not yet collected, micro-USDC: never more than the bond.
    uint256 private _bounties;

    mapping(uint32 market => Valuation) private _markets;
    mapping(address account => ProvedAccount) private _accounts;
    mapping(address account => address) private _masters;

    /// @notice What each may collect for negative buckets, in micro-USDC.
    mapping(address person => uint256) public bountyOf;

    event Opened(uint64 indexed batch, bytes32 root, uint64 closesAt);
    event MarketResolved(uint32 indexed market, uint32 price, int128 fundingIndex);
    event Proved(
        address indexed account,
        address indexed payee,
        uint256 claim,
        uint256 debt,
        uint64 buckets,
        bool isLate
    );
    event BountyCredited(address indexed person, uint256 amount);
    event Fixed(
        uint256 vault,
        uint256 positive,
        uint256 negative,
        uint256 junior,
        uint256 numerator,
        uint256 denominator
    );
    event Paid(address indexed account, address indexed payee, uint256 amount);
    event Collected(address indexed person, uint256 amount);

    error VaultOfOtherEscape(address escape);
    error VenueNotEnded();
    error NothingToOpen();
    error AlreadyOpen(uint64 batch);
    error HeaderNotOfLastBatch(uint64 number, uint64 last);
    error NotOpen();
    error MarketNotProved(uint32 market);
    error RingNotProved(uint32 market);
    error MarketAlreadyResolved(uint32 market);
    error AccountNotProved(address account);
    error AccountAlreadyProved(address account);
    error ClaimPhaseRuns(uint64 until, uint64 proved, uint64 buckets);
    error AlreadyFixed();
    error NotFixed();
    error NothingToClaim(address account);
    error AlreadyPaid(address account);
    error NothingLeft(address account);
    error NothingToCollect(address person);

    constructor(IEndedVenue settlement_) {
        IEscapeVault vault_ = settlement_.vault();
        address bound = vault_.escape();
        if (bound != address(this)) revert VaultOfOtherEscape(bound);
        settlement = settlement_;
        vault = vault_;
        claimPhase = settlement_.claimPhase();
    }

    modifier whenOpen() {
        if (_opening.closesAt == 0) revert NotOpen();
        _;
    }

    /// @notice Begins the claim phase, against the last root that stands: nothing can be posted, become
    /// final or be cancelled any more.
    /// @param header of the last batch that stands
    /// @param preimage of its state root
    function open(Header calldata header, bytes calldata preimage) external {
        if (_opening.closesAt != 0) revert AlreadyOpen(_opening.batch);
        End memory end = settlement.end();
        if (end.batches == 0) revert NothingToOpen();
        if (!end.isSettled) revert VenueNotEnded();
        uint64 last = end.batches - 1;
        if (settlement.headerHash(last) != hashHeader(header)) {
            revert HeaderNotOfLastBatch(header.number, last);
        }
        Opening memory opened = StatePreimage.read(preimage, header.newRoot);
        opened.batch = last;
        opened.closesAt = uint64(block.timestamp) + claimPhase;
        _opening = opened;
        emit Opened(last, header.newRoot, opened.closesAt);
    }

    /// @notice Fixes the price and the funding index of a market, for ever. No price is refused: positions of
    /// a market net to zero, so any price keeps the sum.
    /// @param proof of the leaf in the markets tree
    /// @param ring its oracle ring; empty when it has none
    /// @param ringProof of the ring, or that there is none, in the oracle tree
    function resolveMarket(
        uint32 market,
        bytes calldata leaf,
        bytes calldata proof,
        bytes calldata ring,
        bytes calldata ringProof
    ) external whenOpen {
        if (_markets[market].isResolved()) revert MarketAlreadyResolved(market);
        bytes memory key = abi.encodePacked(market);
        if (!KeyedTree.verifyPacked(_opening.markets, key, keccak256(leaf), proof)) {
            revert MarketNotProved(market);
        }
        _checkRing(market, ring, ringProof);
        (uint32 price, int128 index) = (EscapePrices.price(leaf, ring), EscapePrices.fundingIndex(leaf));
        _markets[market] = toValuation(price, index);
        _setAside(Systems.fundingPool(market));
        emit MarketResolved(market, price, index);
    }

    /// @notice Proves every bucket of an account, the negative ones too, and pays nothing.
    /// @dev The account is the nullifier. An account of the venue is junior: it is paid after everybody, that
    /// is never.
    /// @param leaf of the account
    /// @param proof of it in the accounts tree
    function prove(address account, bytes calldata leaf, bytes calldata proof) external {
        bytes32 root = _opening.accounts;
        if (root == 0) revert NotOpen();
        ProvedAccount memory state = _accounts[account];
        if (state.isProved) revert AccountAlreadyProved(account);
        if (!KeyedTree.verifyPacked(root, abi.encodePacked(account), keccak256(leaf), proof)) {
            revert AccountNotProved(account);
        }
        Equity memory equity = Equities.read(leaf, _markets);
        if (state.isPool) (equity.claim, equity.debt, equity.bounty) = (0, 0, 0);
        (state.isProved, state.isLate) = (true, _count(account, equity));
        (state.claim, state.debt) = (uint112(equity.claim), uint112(equity.debt));
        _accounts[account] = state;
        address payee = _rememberMaster(account, leaf);
        emit Proved(account, payee, equity.claim, equity.debt, equity.count, state.isLate);
    }

    /// @notice Fixes the share of everybody, for ever: once every bucket is proved, or the claim phase over.
    function fix() external whenOpen {
        Totals memory totals_ = _totals;
        if (totals_.isFixed) revert AlreadyFixed();
        Opening memory opened = _opening;
        if (block.timestamp < opened.closesAt && totals_.proved < opened.buckets) {
            revert ClaimPhaseRuns(opened.closesAt, totals_.proved, opened.buckets);
        }
        uint256 available = _available(opened);
        uint256 whole = available + totals_.negative;
        whole = whole > totals_.junior ? whole - totals_.junior : 0;
        uint256 denominator = whole > totals_.positive ? whole : totals_.positive;
        uint256 numerator = available < denominator ? available : denominator;
        if (denominator == 0) (numerator, denominator) = (1, 1);
        uint256 inTime = totals_.positive * numerator / denominator;
        _totals.isFixed = true;
        _share = Share(numerator, denominator, available - inTime);
        emit Fixed(
            available, totals_.positive, totals_.negative, totals_.junior, numerator, denominator
        );
    }

    /// @notice Pays an account its share, to itself or its master. Anyone may call it, since the money can
    /// go nowhere else; a payment that fails, fails alone.
    function claim(address account) external nonReentrant returns (uint256 amount) {
        if (!_totals.isFixed) revert NotFixed();
        ProvedAccount memory state = _accounts[account];
        if (state.isPaid) revert AlreadyPaid(account);
        if (state.claim == 0) revert NothingToClaim(account);
        Share memory share_ = _share;
        amount = uint256(state.claim) * share_.numerator / share_.denominator;
        if (state.isLate) {
            if (amount > share_.lateLeft) amount = share_.lateLeft;
            if (amount == 0) revert NothingLeft(account);
            _share.lateLeft = share_.lateLeft - amount;
        }
        _accounts[account].isPaid = true;
        address payee = _payee(account);
        emit Paid(account, payee, amount);
        vault.payEscape(payee, amount, false);
    }

    /// @notice Pays what a person was credited for negative buckets, out of the operator's bond.
    function collect(address person) external nonReentrant {
        uint256 amount = bountyOf[person];
        if (amount == 0) revert NothingToCollect(person);
        bountyOf[person] = 0;
        _bounties -= amount;
        emit Collected(person, amount);
        vault.payEscape(person, amount, true);
    }

    /// @notice The state that it works against, and how many of its buckets were proved; all zero before.
    function opening()
        external
        view
        returns (
            uint64 batch,
            uint64 closesAt,
            uint64 buckets,
            uint64 proved,
            bytes32 accounts,
            bytes32 markets,
            bytes32 oracle,
            uint256 deposits,
            uint256 withdrawn
        )
    {
        Opening memory o = _opening;
        (batch, closesAt, buckets, proved) = (o.batch, o.closesAt, o.buckets, _totals.proved);
        (accounts, markets, oracle) = (o.accounts, o.markets, o.oracle);
        (deposits, withdrawn) = (o.deposits, o.withdrawn);
    }

    /// @notice What the positions of a market are valued with.
    function marketOf(uint32 market)
        external
        view
        returns (bool isResolved, uint32 price, int128 fundingIndex)
    {
        Valuation resolved = _markets[market];
        return (resolved.isResolved(), resolved.priceOf(), resolved.indexOf());
    }

    /// @notice What was proved of an account, in micro-USDC, before the share; and who is paid.
    function accountOf(address account)
        external
        view
        returns (bool isProved, bool isLate, bool isPaid, uint112 claim_, uint112 debt, address payee)
    {
        ProvedAccount memory state = _accounts[account];
        return (state.isProved, state.isLate, state.isPaid, state.claim, state.debt, _payee(account));
    }

    /// @notice Sums over what was proved so far, or before the share was fixed, and the bounties that nobody
    /// collected yet, in micro-USDC.
    function totals()
        external
        view
        returns (uint256 positive, uint256 negative, uint256 junior, uint256 bounties)
    {
        return (_totals.positive, _totals.negative, _totals.junior, _bounties);
    }

    /// @notice What claims are multiplied by, once it is fixed.
    function share()
        external
        view
        returns (bool isFixed, uint256 numerator, uint256 denominator, uint256 lateLeft)
    {
        return (_totals.isFixed, _share.numerator, _share.denominator, _share.lateLeft);
    }

    function _checkRing(uint32 market, bytes calldata ring, bytes calldata ringProof) private view {
        bytes memory key = abi.encodePacked(market, type(uint8).max);
        bytes32 root = _opening.oracle;
        bool proved = ring.length == 0
            ? KeyedTree.verifyAbsent(root, key, ringProof)
            : KeyedTree.verifyPacked(root, key, keccak256(ring), ringProof);
        if (!proved) revert RingNotProved(market);
    }

    /// @dev What a funding pool holds is owed to, or due from, the positions of its market, and stands in
    /// their equities. Whoever proved it before anyone knew that it is one has changed nothing.
    function _setAside(address pool) private {
        ProvedAccount storage state = _accounts[pool];
        state.isPool = true;
        if (state.isProved && !state.isLate && !_totals.isFixed) {
            _totals.positive -= state.claim;
            _totals.negative -= state.debt;
        }
        (state.claim, state.debt) = (0, 0);
    }

    /// @dev Into the sums, unless the share is fixed already: then it is late. What is junior is no claim.
    function _count(address account, Equity memory equity) private returns (bool late) {
        Totals storage sums = _totals;
        late = sums.isFixed;
        sums.proved += equity.count;
        if (Systems.isJunior(account)) {
            if (!late) sums.junior += equity.claim;
            equity.claim = 0;
        }
        if (late) return late;
        if (equity.claim != 0) sums.positive += uint184(equity.claim);
        if (equity.debt != 0) _owe(equity.debt, equity.bounty);
    }

    /// @dev Out of the bond alone, and as far as it reaches.
    function _owe(uint256 debt, uint256 bounty) private {
        _totals.negative += debt;
        uint256 left = vault.bondHeld() - _bounties;
        if (bounty > left) bounty = left;
        if (bounty == 0) return;
        bountyOf[msg.sender] += bounty;
        _bounties += bounty;
        emit BountyCredited(msg.sender, bounty);
    }

    function _rememberMaster(address account, bytes calldata leaf) private returns (address payee) {
        payee = address(bytes20(leaf[21:41]));
        if (payee == address(0)) return account;
        _masters[account] = payee;
    }

    function _payee(address account) private view returns (address) {
        address master = _masters[account];
        return master == address(0) ? account : master;
    }

    /// @dev V: what the vault holds beside the bond, withdrawals not yet claimed and deposits not consumed.
    function _available(Opening memory opened) private view returns (uint256) {
        uint256 owed = uint256(vault.bondHeld()) + _less(opened.withdrawn, vault.claimedTotal())
            + _less(vault.enteredTotal(), opened.deposits + vault.refundedTotal());
        return _less(vault.token().balanceOf(address(vault)), owed);
    }

    function _less(uint256 from, uint256 amount) private pure returns (uint256) {
        return from > amount ? from - amount : 0;
    }
}
